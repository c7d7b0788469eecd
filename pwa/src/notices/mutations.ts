// Reading marks a notice at once; the server's own time of reading follows.
import { registerPreview } from '../sync/preview'
import type { Notice, Read } from '../schema/types'

registerPreview<Read>('notices.read', (rows, args) => {
  for (const id of args.ids) {
    const notice = rows.get<Notice>('notice', id)
    if (notice && !notice.read_at) rows.put('notice', id, { ...notice, read_at: notice.at })
  }
  return rows
})
