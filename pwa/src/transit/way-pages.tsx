// 怎么走: the list, a stop, a line; one chunk, as whoever needs the one needs the others.
import type { PageProps } from '../routes'
import { LinePage } from './line'
import './drawings'
import { ListPage } from './list'
import { StopPage } from './stop'
import './transit.css'

export default function WayPages({ params, query }: PageProps) {
  if (params['stop']) return <StopPage code={params['stop']} query={query} />
  return params['line'] ? <LinePage code={params['line']} /> : <ListPage />
}
