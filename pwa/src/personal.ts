// The personal side behind the first page, with the drawings that only it and the desk have.
import drawings from 'virtual:sprite-personal'

document.querySelector('svg[hidden]')!.insertAdjacentHTML('beforeend', drawings)
export { startPersonal } from './applications/start'
