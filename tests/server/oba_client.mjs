// OneBusAway's client for JavaScript against our server, for test_transit_oba.py: prints what each of its questions was answered.
import OnebusawaySDK from 'onebusaway-sdk'

const oba = new OnebusawaySDK({ apiKey: 'TEST', baseURL: process.argv[2], maxRetries: 0, timeout: 20_000 })
const stop = '25_9902'
const said = {}
const ask = async (name, asking) => {
  const { code, data, text, version } = await asking
  said[name] = { code, text, version, entry: data.entry, list: data.list, references: data.references }
  return said[name]
}

await ask('currentTime', oba.currentTime.retrieve())
await ask('config', oba.config.retrieve())
await ask('agenciesWithCoverage', oba.agenciesWithCoverage.list())
await ask('agency', oba.agency.retrieve('25'))
await ask('routesForAgency', oba.routesForAgency.list('25'))
await ask('routeIDsForAgency', oba.routeIdsForAgency.list('25'))
await ask('stopsForAgency', oba.stopsForAgency.list('25'))
await ask('stopIDsForAgency', oba.stopIdsForAgency.list('25'))
const vehicles = await ask('vehiclesForAgency', oba.vehiclesForAgency.list('25'))
const { lat, lon, routeIds: [route] } = (await ask('stop', oba.stop.retrieve(stop))).entry
await ask('route', oba.route.retrieve(route))
await ask('stopsForRoute', oba.stopsForRoute.list(route))
await ask('stopsForLocation', oba.stopsForLocation.list({ lat, lon, radius: 500 }))
await ask('routesForLocation', oba.routesForLocation.list({ lat, lon, radius: 500 }))
await ask('searchForStop', oba.searchForStop.list({ input: 'northpoint' }))
await ask('searchForRoute', oba.searchForRoute.list({ input: '99X' }))
await ask('scheduleForStop', oba.scheduleForStop.retrieve(stop, { date: '2025-06-08' }))
await ask('scheduleForRoute', oba.scheduleForRoute.retrieve(route, { date: '2025-06-08' }))
await ask('tripsForRoute', oba.tripsForRoute.list(route, { includeSchedule: true, includeStatus: true }))
await ask('tripsForLocation', oba.tripsForLocation.list({ lat, lon, latSpan: 1, lonSpan: 1, includeSchedule: true }))
const { arrivalsAndDepartures } = (await ask('arrivals', oba.arrivalAndDeparture.list(stop, { minutesAfter: 60 }))).entry
const bus = arrivalsAndDepartures.find((one) => one.predicted)
await ask('arrival', oba.arrivalAndDeparture.retrieve(stop, { tripId: bus.tripId, serviceDate: bus.serviceDate }))
const trip = (await ask('trip', oba.trip.retrieve(bus.tripId))).entry
await ask('tripDetails', oba.tripDetails.retrieve(bus.tripId))
await ask('tripForVehicle', oba.tripForVehicle.retrieve(vehicles.list.find((one) => one.tripId).vehicleId))
await ask('shape', oba.shape.retrieve(trip.shapeId))
await ask('block', oba.block.retrieve(trip.blockId))
const none = await oba.stop.retrieve('25_none').catch((error) => error)
said.none = { code: none.status, name: none.constructor.name }
console.log(JSON.stringify(said))
