// Made by the build (build/sprite.ts).
declare module 'virtual:sprite' {
  const symbols: string
  export default symbols
}
