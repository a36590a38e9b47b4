import { asSealed, newId } from '#kernel';
import type { SensitiveRecord } from '#sensitive-data';
import { aSensitiveRecord } from '#sensitive-data/testing';
import type { StoreUnderTest } from '#storage/testing';

type RecordsUnderTest = Pick<StoreUnderTest, 'sensitiveData' | 'close'>;

export function describeSensitiveDataStoreContract(name: string, open: () => Promise<RecordsUnderTest>): void {
  describe(`SensitiveDataStore on ${name}`, () => {
    let store: RecordsUnderTest;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    const insert = async (...records: SensitiveRecord[]) => {
      for (const record of records) await store.sensitiveData.records.insert(record, newId());
    };

    it('neither shows nor counts records of other owners', async () => {
      const record = aSensitiveRecord();
      await insert(record, aSensitiveRecord());
      expect(await store.sensitiveData.list(record.ownerId, null, 10)).toEqual([{ revision: 1, value: record }]);
      expect(await store.sensitiveData.count(record.ownerId)).toBe(1);
      expect(await store.sensitiveData.list(newId(), null, 10)).toEqual([]);
      expect(await store.sensitiveData.count(newId())).toBe(0);
    });

    it('neither shows nor counts an id that a fence took', async () => {
      const ownerId = newId();
      const late = aSensitiveRecord({ ownerId });
      await store.sensitiveData.records.fence(late.id, newId());
      await insert(late);
      expect(await store.sensitiveData.list(ownerId, null, 10)).toEqual([]);
      expect(await store.sensitiveData.count(ownerId)).toBe(0);
    });

    it('lists the oldest ids first, page by page, without gap or repeat', async () => {
      const ownerId = newId();
      const records = Array.from({ length: 5 }, (_, at) => aSensitiveRecord({ ownerId, createdAt: 5 - at }));
      const ids = records.map(({ id }) => id).sort();
      await insert(...records, aSensitiveRecord());
      const idsOf = async (after: string | null, limit: number) =>
        (await store.sensitiveData.list(ownerId, after, limit)).map(({ value }) => value.id);
      expect(await idsOf(null, 10)).toEqual(ids);
      expect(await idsOf(null, 2)).toEqual(ids.slice(0, 2));
      expect(await idsOf(ids[1] ?? '', 2)).toEqual(ids.slice(2, 4));
      expect(await idsOf(ids[3] ?? '', 2)).toEqual(ids.slice(4));
      expect(await idsOf(ids[4] ?? '', 2)).toEqual([]);
      expect(await store.sensitiveData.count(ownerId)).toBe(5);
    });

    it('keeps every field as given, and lists the present values', async () => {
      const record = aSensitiveRecord({ dataType: 'iban', version: 4, reseals: 3, updatedAt: 9 });
      await insert(record);
      expect(await store.sensitiveData.records.load(record.id)).toEqual({ revision: 1, value: record });
      const changed = { ...record, sealed: asSealed('YW5ldw=='), reseals: 4 };
      await store.sensitiveData.records.replace(changed, 1, newId());
      expect(await store.sensitiveData.list(record.ownerId, null, 1)).toEqual([{ revision: 2, value: changed }]);
    });

    it('stops showing and counting a record as soon as it is removed', async () => {
      const record = aSensitiveRecord();
      await insert(record);
      expect(await store.sensitiveData.records.remove(record.id, 1)).toBe(true);
      expect(await store.sensitiveData.list(record.ownerId, null, 10)).toEqual([]);
      expect(await store.sensitiveData.count(record.ownerId)).toBe(0);
    });
  });
}
