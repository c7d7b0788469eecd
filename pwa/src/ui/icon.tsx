// A drawing of sprite.svg. The build puts the symbols that the source names into the page (build/sprite.ts).
export function Icon({ name, label, class: cls }: { name: string; label?: string; class?: string }) {
  return (
    <svg class={cls} {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}>
      <use href={'#' + name} />
    </svg>
  )
}
