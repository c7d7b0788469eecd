// The QR decoder, for browsers without one of their own. Its name keeps it out of what residents' phones store.
export { decodeQR } from 'qr/decode.js'
