// Said where something is filled in or photographed, while there is still room for it.
import { useEffect, useState } from 'preact/hooks'
import { isShort, storage } from '../platform/storage'
import { t } from '../text/t'

export function LowRoom() {
  const [low, setLow] = useState(false)
  useEffect(() => void storage().then((room) => setLow(isShort(room)), () => undefined), [])
  if (!low) return null
  return (
    <p class="off" role="status">
      <span>{t('手机快存满了。存下的不受影响；请删掉一些别的照片或视频，免得新拍的存不下')}</span>
    </p>
  )
}
