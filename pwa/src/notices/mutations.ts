// What becomes of a person's notices and of the places they follow, shown before the server has answered.
import { registerPreview } from '../sync/preview'
import type { Follow, FollowPlace, Notice, Read, UnfollowPlace } from '../schema/types'
import { serverNow } from '../sync/state'

registerPreview<Read>('notices.read', (rows, args) => {
  for (const id of args.ids) {
    const notice = rows.get<Notice>('notice', id)
    if (!notice) continue
    const follow = notice.place ? rows.get<Follow>('follow', notice.place) : undefined
    if (follow) rows.put('follow', follow.centre, { ...follow, seen_at: Math.max(follow.seen_at, notice.at) })
    else if (!notice.place && !notice.read_at) rows.put('notice', id, { ...notice, read_at: notice.at })
  }
  return rows
})

// The centre that serves a village is known to the town alone; the page names the centre itself.
registerPreview<FollowPlace>('notices.follow', (rows, { place, topics, lang }) => {
  const now = serverNow()
  const before = rows.get<Follow>('follow', place)
  return rows.put('follow', place, { name: '', since: now, seen_at: now, ...before, centre: place, topics, lang })
})

registerPreview<UnfollowPlace>('notices.unfollow', (rows, { place }) => rows.drop('follow', place))
