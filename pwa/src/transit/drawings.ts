// The drawings of buses, into the page once.
import drawings from 'virtual:sprite-way'

document.querySelector('svg[hidden]')?.insertAdjacentHTML('beforeend', drawings)
