import { type Documents, newId } from '#kernel';

/** Documents that a sweep removes, as the suite needs them. */
export interface Expiring<T extends { readonly id: string; readonly expiresAt: number }> {
  readonly documents: Documents<T>;
  make(expiresAt: number): T;
  expiredBefore(at: number, limit: number): Promise<string[]>;
}

/** The contract of every `expiredBefore`; nothing else in the store may expire before 1,000. */
export function describeExpiry<T extends { readonly id: string; readonly expiresAt: number }>(
  of: () => Expiring<T>,
): void {
  const made: T[] = [];
  const idsOf = (...times: number[]) => times.map((time) => made.find(({ expiresAt }) => expiresAt === time)?.id);

  beforeAll(async () => {
    for (const expiresAt of [30, 10, 40, 20]) {
      const value = of().make(expiresAt);
      made.push(value);
      await of().documents.insert(value, newId());
    }
  });

  it('lists for the sweep nothing that expires at or after the time', async () => {
    expect(await of().expiredBefore(10, 10)).toEqual([]);
    expect(await of().expiredBefore(30, 10)).toEqual(idsOf(10, 20));
  });

  it('does not list an id that was only fenced', async () => {
    await of().documents.fence(newId(), newId());
    expect(await of().expiredBefore(1_000, 10)).toEqual(idsOf(10, 20, 30, 40));
  });

  it('lists the oldest first, at most as many as asked for', async () => {
    expect(await of().expiredBefore(1_000, 3)).toEqual(idsOf(10, 20, 30));
  });

  it('uses the present expiry of a document, and does not list a removed one', async () => {
    const [later, gone] = [of().make(50), of().make(60)];
    for (const value of [later, gone]) await of().documents.insert(value, newId());
    expect(await of().documents.replace({ ...later, expiresAt: 2_000 }, 1, newId())).toBe('published');
    expect(await of().documents.remove(gone.id, 1)).toBe(true);
    expect(await of().expiredBefore(1_000, 10)).toEqual(idsOf(10, 20, 30, 40));
    expect(await of().expiredBefore(2_001, 10)).toEqual([...idsOf(10, 20, 30, 40), later.id]);
  });
}
