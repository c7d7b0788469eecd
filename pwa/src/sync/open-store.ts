// Opening the phone's databases over the years: by a newer app, by one that was put back, by one whose upgrade fails.
import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb'

export type Step<S extends DBSchema> = (db: IDBPDatabase<S>) => void

/** `steps` only ever gains one, which adds. Where that fails nothing is touched: the database is used as it is. */
export const openKept = <S extends DBSchema>(name: string, steps: Step<S>[], lost: () => void): Promise<IDBPDatabase<S>> =>
  open(name, steps.length, undefined, lost, (db, from) => steps.slice(from).forEach((step) => step(db)))

/** What the server can send again is emptied by another version, and made anew where that fails. */
export const openDisposable = <S extends DBSchema>(name: string, version: number, make: Step<S>, lost: () => void): Promise<IDBPDatabase<S>> =>
  open<S>(name, version, version, lost, (db) => {
    for (const store of Array.from(db.objectStoreNames)) db.deleteObjectStore(store)
    make(db)
  })

/** `otherwise` is the version to make anew; none: what is there. */
async function open<S extends DBSchema>(
  name: string,
  version: number,
  otherwise: number | undefined,
  lost: () => void,
  work: (db: IDBPDatabase<S>, from: number) => void,
): Promise<IDBPDatabase<S>> {
  const at = (wanted?: number) =>
    openDB<S>(name, wanted, {
      blocking: lost,
      terminated: lost,
      upgrade(db, from, _to, tx) {
        // All of it or nothing; that it was nothing is heard from openDB.
        tx.done.catch(() => undefined)
        try {
          work(db, from)
        } catch (error) {
          console.error(error)
          tx.abort()
        }
      },
    })
  try {
    return await at(version)
  } catch (error) {
    // The version is of a later app, or the upgrade broke off. Anything else is no matter of versions.
    if (!/^(Version|Abort)/.test((error as Error).name)) throw error
    if (otherwise) await deleteDB(name)
    return at(otherwise)
  }
}
