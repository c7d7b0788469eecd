// Made by the build (build/sprite.ts).
declare module 'virtual:sprite' {
  const symbols: string
  export default symbols
}
declare module 'virtual:sprite-way' {
  const symbols: string
  export default symbols
}
declare module 'virtual:sprite-personal' {
  const symbols: string
  export default symbols
}
