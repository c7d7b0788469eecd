// The English dictionary: one JSON file a domain, one lazy chunk.
const files = import.meta.glob<Record<string, string>>('./en/*.json', { eager: true, import: 'default' })
export default Object.assign({}, ...Object.values(files)) as Record<string, string>
