// What stands under the bar of every page when there is something to say. Offers wait below the answer, on the cases' pages.
import { Strip } from './strip'
import { UpdatePrompt } from './update'

export function Notes() {
  return (
    <>
      <Strip />
      <UpdatePrompt />
    </>
  )
}
