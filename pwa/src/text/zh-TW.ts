// The dictionary in traditional characters: one JSON file a domain, one lazy chunk.
const files = import.meta.glob<Record<string, string>>('./zh-TW/*.json', { eager: true, import: 'default' })
export default Object.assign({}, ...Object.values(files)) as Record<string, string>
