/** Records as the reducers use them: never changed in place. */

export type Dict<T> = Readonly<Record<string, T>>;

export function withKey<T>(record: Dict<T>, key: string, value: T): Dict<T> {
  return { ...record, [key]: value };
}

export function withoutKey<T>(record: Dict<T>, key: string): Dict<T> {
  if (!Object.hasOwn(record, key)) return record;
  const { [key]: _gone, ...rest } = record;
  return rest;
}

/** The value under a key of the record's own: a hostile id like "constructor" finds nothing. */
export function own<T>(record: Dict<T>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
