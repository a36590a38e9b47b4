import { newId } from '#kernel';
import { ManualClock } from '#kernel/testing';
import { packManifest } from '../domain/manifest.js';
import { asLines } from '../domain/manifest-lines.js';
import type { Vault } from '../domain/vault.js';
import { aVault } from '../testing/a-vault.js';
import { KnownBases } from './known-bases.js';

const MIB = 1_048_576;

function based(characters: number): Vault {
  const base = { id: newId(), lines: asLines('x'.repeat(characters)) };
  return aVault({ manifest: { ...packManifest([]), base } });
}

describe('the bases that a store knows', () => {
  const clock = new ManualClock();

  it('are known for 5 minutes after the last use, not longer [R86]', () => {
    const known = new KnownBases(clock);
    const vault = based(100);
    known.remember(vault);
    clock.at += 299_999;
    expect([known.of(vault.id), known.has(vault)]).toEqual([vault.manifest.base, true]);
    known.remember(vault);
    clock.at += 300_000;
    expect([known.of(vault.id), known.has(vault)]).toEqual([null, false]);
  });

  it('keep 32 MiB of lines, and know the ids of the others [R86]', () => {
    const known = new KnownBases(clock);
    const vaults = Array.from({ length: 40 }, () => based(MIB));
    for (const vault of vaults) known.remember(vault);
    expect(vaults.filter(({ id }) => known.of(id)).length).toBe(32);
    expect(vaults.filter((vault) => known.has(vault)).length).toBe(40);
    const small = Array.from({ length: 2_800 }, () => based(2));
    for (const vault of small) known.remember(vault);
    expect(small.filter(({ id }) => known.of(id)).length).toBe(2_730);
    expect(small.every((vault) => known.has(vault))).toBe(true);
  });

  it('are none where the vault has another base, has none any more, or was forgotten', () => {
    const known = new KnownBases(clock);
    const [first, second] = [based(100), based(100)];
    for (const vault of [first, second]) known.remember(vault);
    expect(known.has({ ...first, manifest: second.manifest })).toBe(false);
    known.remember({ ...first, manifest: packManifest([]) });
    known.forget(second.id);
    for (const vault of [first, second]) expect([known.of(vault.id), known.has(vault)]).toEqual([null, false]);
  });
});
