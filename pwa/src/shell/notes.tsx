// What stands under the bar of every page when there is something to say.
import { InstallHint } from './install'
import { Strip } from './strip'
import { UpdatePrompt } from './update'

export function Notes() {
  return (
    <>
      <Strip />
      <UpdatePrompt />
      <InstallHint />
    </>
  )
}
