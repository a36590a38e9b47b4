import { createHmac, type KeyObject } from 'node:crypto';
import { asSealed, type Sealed } from '#kernel';
import { CannotOpen, type KeyRing, MASTER_RING, SECRETS_RING, sealedVersion, userRing } from '#keys';
import { activeVersion, CANARY, CANARY_CONTEXT } from '#keys/testing';
import { sealContext } from '#secrets/testing';
import { type KeptSecrets, valueAt } from '../support/kept-secrets.js';
import { each, type OpenedSite } from './opened-site.js';
import { textOf } from './seed.js';
import { everyRecord, everyRing, everySecret, type SealedSecret } from './walks.js';

const USERS = userRing('');

/** Faults in the data of a site. */
export interface Wrong {
  /** Acknowledged values, or key versions, that are missing. */
  lost: number;
  /** Values, or keys, that do not open or have changed. */
  unreadable: number;
  /** Values, or wraps, under a version that is not active. */
  older: number;
  /** Keys that still exist although their version was destroyed. */
  undead: number;
}

/** Opens everything on a site that is sealed or wrapped, and compares it with what was known before. */
export class Inventory {
  private readonly fingerprints = new Map<string, string>();

  constructor(private readonly kept: KeptSecrets) {}

  async take(opened: OpenedSite): Promise<Wrong> {
    return new Look(opened, this.kept, this.fingerprints).run();
  }
}

class Look {
  private readonly wrong: Wrong = { lost: 0, unreadable: 0, older: 0, undead: 0 };
  private readonly active = new Map<string, number>();
  private readonly found = new Map<string, Set<number>>();

  constructor(
    private readonly opened: OpenedSite,
    private readonly kept: KeptSecrets,
    private readonly fingerprints: Map<string, string>,
  ) {}

  async run(): Promise<Wrong> {
    const rings = await everyRing(this.opened);
    for (const ring of rings) this.active.set(ring.id, activeVersion(ring) ?? 0);
    await this.master(rings.find(({ id }) => id === MASTER_RING));
    await each(rings, (ring) => this.ring(ring));
    await each(await everySecret(this.opened), (secret) => this.secret(secret));
    await each(rings, ({ id }) => this.personal(id));
    this.wrong.lost += this.kept.missingFrom(this.found);
    return this.wrong;
  }

  private async master(descriptor: KeyRing | undefined): Promise<void> {
    const held = await this.opened.keyring.masterVersions();
    const listed = descriptor?.versions ?? [];
    const active = this.active.get(MASTER_RING) ?? 0;
    if (!held.includes(active)) this.wrong.lost += 1;
    else if (held.at(-1) !== active) this.wrong.older += 1;
    this.wrong.undead += listed.filter(({ version, state }) => state === 'destroyed' && held.includes(version)).length;
    const canary = asSealed(descriptor?.canary ?? '');
    await this.value(SECRETS_RING, canary, CANARY, () =>
      this.opened.sealing.open(SECRETS_RING, CANARY_CONTEXT, canary),
    );
  }

  private async ring({ id, versions }: KeyRing): Promise<void> {
    if (id === MASTER_RING || this.active.get(id) === 0) return;
    const held = (await this.opened.keyring.wraps(id))?.versions ?? [];
    this.wrong.older += held.filter(({ wrappedUnder }) => wrappedUnder !== this.active.get(MASTER_RING)).length;
    for (const { version, state } of versions) {
      const isHeld = held.some((one) => one.version === version);
      if (state === 'destroyed') this.wrong.undead += isHeld ? 1 : 0;
      else if (!isHeld) this.wrong.lost += 1;
      else await this.key(id, version);
    }
  }

  /** Compares the key with the one that was known, whatever wraps it now. */
  private async key(ring: string, version: number): Promise<void> {
    const print = await this.opened.keyring.openKey(ring, version).then(fingerprint, cannotOpen);
    const name = `${ring} ${version}`;
    if (print === null || print !== (this.fingerprints.get(name) ?? print)) this.wrong.unreadable += 1;
    else this.fingerprints.set(name, print);
  }

  private async secret({ id, path, version, sealed }: SealedSecret): Promise<void> {
    this.find(id, version);
    await this.value(SECRETS_RING, sealed, valueAt(path, version), () =>
      this.opened.sealing.open(SECRETS_RING, sealContext({ id, path }, version), sealed),
    );
  }

  private async personal(ring: string): Promise<void> {
    const [owner, isPersonal] = [ring.slice(USERS.length), ring.startsWith(USERS)];
    for (const record of isPersonal ? await everyRecord(this.opened, owner) : []) {
      this.find(record.id, record.version);
      await this.value(ring, record.sealed, textOf(record.id), () => this.opened.recordSealing.open(record));
    }
  }

  private async value(ring: string, sealed: Sealed, text: string, open: () => unknown): Promise<void> {
    const opens = await Promise.resolve()
      .then(open)
      .then((found) => found === text, cannotOpen);
    if (!opens) this.wrong.unreadable += 1;
    else if (sealedVersion(sealed) !== this.active.get(ring)) this.wrong.older += 1;
  }

  private find(id: string, version: number): void {
    this.found.set(id, (this.found.get(id) ?? new Set()).add(version));
  }
}

function fingerprint(key: KeyObject | null): string | null {
  return key && createHmac('sha256', key).update('which key is it').digest('base64');
}

function cannotOpen(error: unknown): null {
  if (error instanceof CannotOpen) return null;
  throw error;
}
