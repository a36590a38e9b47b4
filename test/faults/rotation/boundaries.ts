import type { Fault } from '../program/fault.js';

/** A point in a rotation at which a process ends. Lists are in the order of a rotation's steps. */
export type Boundary = Omit<Fault, 'how'>;

const ADVANCE = 'RotationStore.rotations.replace';
const DESCRIBE = 'KeyRingStore.rings.replace';
const AUDIT = 'AuditLog.append';

function around(at: string, ...parts: string[]): Boundary[] {
  return [
    { at, when: 'before', with: parts },
    { at, when: 'after', with: parts },
  ];
}

/** The last boundary of every rotation: nothing is left to do. */
export const LAST_BOUNDARY: Boundary = { at: ADVANCE, when: 'after', with: ['"phase":"closed"'] };

/** The boundaries of every ring from `done` to the end. */
function endings(ring: string, drop: string): Boundary[] {
  const named = `"id":"${ring}"`;
  return [
    { at: AUDIT, when: 'after', with: ['key:complete', 'allowed'] },
    { at: ADVANCE, when: 'before', with: ['"phase":"retiring"'] },
    { at: AUDIT, when: 'before', with: ['key:complete', 'succeeded'] },
    { at: ADVANCE, when: 'after', with: ['"phase":"retiring"'] },
    ...around(DESCRIBE, named, '"state":"retired"'),
    ...around(ADVANCE, '"phase":"retired"'),
    ...around(DESCRIBE, named, '"state":"destroyed"'),
    ...around(drop),
    { at: ADVANCE, when: 'before', with: ['"phase":"closed"'] },
  ];
}

/** The boundaries of a rotation of the master key. */
export const MASTER_BOUNDARIES: readonly Boundary[] = [
  ...around('KeyManagement.addMasterVersion'),
  { at: ADVANCE, when: 'after', with: ['"phase":"preparing"'] },
  ...around('KeyManagement.verifyMaster'),
  ...around(DESCRIBE, '"id":"master"'),
  ...around(ADVANCE, '"phase":"moving"'),
  ...around('KeyManagement.rewrap'),
  { at: 'KeyManagement.rewrap', when: 'before', nth: 2 },
  { at: 'KeyManagement.rewrap', when: 'after', nth: 2 },
  ...endings('master', 'KeyManagement.destroyMaster'),
];

/** The boundaries of a rotation of the team secrets' ring. They match seeded secrets only, not what clients write. */
export const SECRETS_BOUNDARIES: readonly Boundary[] = [
  ...around('KeyManagement.addVersion'),
  ...around('KeyManagement.openKey', '["secrets",2]'),
  ...around(DESCRIBE, '"id":"secrets"'),
  ...around(DESCRIBE, '"id":"master"', '"canary"'),
  ...around('SecretStore.heads.replace', '"path":"seeded/'),
  { at: 'SecretStore.heads.replace', when: 'after', nth: 30, with: ['"path":"seeded/'] },
  ...around(ADVANCE, '"place":"secrets|'),
  ...around('SecretStore.replaceVersion'),
  { at: 'SecretStore.replaceVersion', when: 'after', nth: 20 },
  ...endings('secrets', 'KeyManagement.dropVersions'),
];

/** The boundaries of a rotation of the ring of `person`, who has personal data. */
export function userBoundaries(person: string): readonly Boundary[] {
  const ring = `user:${person}`;
  return [
    ...around('KeyManagement.addVersion'),
    ...around(DESCRIBE, `"id":"${ring}"`),
    ...around('SensitiveDataStore.records.replace', person),
    { at: 'SensitiveDataStore.records.replace', when: 'after', nth: 20, with: [person] },
    ...endings(ring, 'KeyManagement.dropVersions'),
  ];
}

/** Every `share`th boundary, starting at `from % share`; always with the first and the last one. */
export function shareOf(boundaries: readonly Boundary[], share: number, from: number): readonly Boundary[] {
  return [...boundaries.filter((_, at) => at === 0 || at % share === from % share), LAST_BOUNDARY];
}
