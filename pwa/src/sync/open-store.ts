// Opening the phone's databases over the years: by a newer app, by one that was put back, by one whose upgrade fails.
import { deleteDB, openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb'

export type Step<S extends DBSchema> = (db: IDBPDatabase<S>) => void

/** The version is of a later app, or the upgrade broke off. Anything else is no matter of versions. */
const cannotUpgrade = (error: unknown) => ['VersionError', 'AbortError'].includes((error as Error).name)

/** `steps` only ever gains one, which adds. Where that fails nothing is touched: the database is used as it is. */
export async function openKept<S extends DBSchema>(name: string, steps: Step<S>[], lost: () => void): Promise<IDBPDatabase<S>> {
  const ears = { blocking: lost, terminated: lost }
  try {
    return await openDB<S>(name, steps.length, { ...ears, upgrade: (db, from, _to, tx) => whole(tx, () => steps.slice(from).forEach((step) => step(db))) })
  } catch (error) {
    if (!cannotUpgrade(error)) throw error
    const db = await openDB<S>(name, undefined, ears)
    if (db.objectStoreNames.length) return db
    db.close()
    await deleteDB(name)
    throw error
  }
}

/** What the server can send again is emptied by another version, and made anew where that fails. */
export async function openDisposable<S extends DBSchema>(name: string, version: number, make: Step<S>, lost: () => void): Promise<IDBPDatabase<S>> {
  const open = () =>
    openDB<S>(name, version, {
      upgrade: (db, _from, _to, tx) =>
        whole(tx, () => {
          for (const store of Array.from(db.objectStoreNames)) db.deleteObjectStore(store)
          make(db)
        }),
      blocking: lost,
      terminated: lost,
    })
  try {
    return await open()
  } catch (error) {
    if (!cannotUpgrade(error)) throw error
    await deleteDB(name)
    return open()
  }
}

/** All of an upgrade or nothing of it. */
function whole<S extends DBSchema>(tx: IDBPTransaction<S, StoreNames<S>[], 'versionchange'>, work: () => void): void {
  void tx.done.catch((error: unknown) => console.error(error))
  try {
    work()
  } catch (error) {
    console.error(error)
    tx.abort()
  }
}
