import { createHash } from 'node:crypto';
import { verifyDisclosure } from './commitment.js';
import { makeRecord, parseLeaf, toRecord } from './leaf.js';
import type { AuditEntry, StoredRecord } from './record.js';

const NODE = '01936f3a-0000-7000-8000-000000000001';
const AT = '2026-11-22T09:30:00.000Z';

const ENTRY: AuditEntry = {
  actor_id: '01936f3b-11d2-7c05-8e33-5a0c9d7f2e61',
  action: 'secret:reveal',
  resource_type: 'secret',
  resource_id: '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a',
  outcome: 'denied',
  request_id: '01936f3d-0000-7000-8000-000000000002',
  decision_id: '01936f3d-0000-7000-8000-000000000003',
  actor_name: 'ann-the-canary',
  ip: '203.0.113.77',
  user_agent: 'canary-agent/1',
  access_reason: 'canary-reason',
  decision_reason: 'canary-decision',
  model: 12,
  credential: '01936f3d-0000-7000-8000-000000000004',
  version: 3,
  resource_name: 'prod/canary',
  changes: [{ field: 'roles', before: ['canary-before'], after: [], omitted: 0 }],
};

/** A record as format 1 stored it. Its leaf has one commitment, to an address. */
const OF_FORMAT_1: StoredRecord = {
  seq: 7,
  leaf:
    `{"v":1,"seq":7,"at":"${AT}","node":"${NODE}","actor_id":null,"action":"secret:reveal","resource_type":"secret",` +
    `"resource_id":"s1","outcome":"succeeded","request_id":"r1","decision_id":null,` +
    `"commitments":{"ip":"y4fCPWE_UUJVdm4uh4B_xqXDgJHaBdUU8enom4ppWXc"}}`,
  personal: { ip: { salt: 'AAAAAAAAAAAAAAAAAAAAAA', value: '203.0.113.77' } },
  lasting: {},
};

describe('an audit leaf', () => {
  it('holds no personal value, only commitments', () => {
    const { leaf } = makeRecord(ENTRY, 7, NODE, AT);
    expect(leaf).not.toMatch(/canary|203\.0\.113/);
    expect(Object.keys(parseLeaf(leaf).commitments)).toEqual([
      'actor_name',
      'ip',
      'user_agent',
      'access_reason',
      'decision_reason',
      'resource_name',
      'changes',
    ]);
  });

  it('still verifies what lasts after everything personal was erased', () => {
    const { leaf, lasting } = makeRecord(ENTRY, 7, NODE, AT);
    const parsed = parseLeaf(leaf);
    const { resource_name, changes } = lasting;
    if (!resource_name || !changes) throw new Error('not disclosed');
    expect(verifyDisclosure(parsed, 'resource_name', resource_name)).toBe(true);
    expect(verifyDisclosure(parsed, 'changes', changes)).toBe(true);
    expect(verifyDisclosure(parsed, 'changes', resource_name)).toBe(false);
    const erased = toRecord({ seq: 7, leaf, personal: {}, lasting });
    expect(erased).toMatchObject({ ip: null, resource_name: 'prod/canary', changes: ENTRY.changes, version: 3 });
  });

  it('of format 1 is read and verified as before, without what came later', () => {
    const { ip } = OF_FORMAT_1.personal;
    if (!ip) throw new Error('not disclosed');
    expect(verifyDisclosure(parseLeaf(OF_FORMAT_1.leaf), 'ip', ip)).toBe(true);
    expect(toRecord(OF_FORMAT_1)).toMatchObject({
      ...{ seq: 7, ip: '203.0.113.77', resource_id: 's1' },
      ...{ model: null, credential: null, version: null, resource_name: null, changes: null },
    });
  });

  it('has a different commitment each time for an equal value, so that trying values finds none', () => {
    const leaves = [1, 2].map((seq) => parseLeaf(makeRecord(ENTRY, seq, NODE, AT).leaf));
    expect(leaves[0]?.commitments.ip).not.toBe(leaves[1]?.commitments.ip);
    const salts = Array.from({ length: 2_000 }, (_, seq) => makeRecord(ENTRY, seq, NODE, AT).personal.ip?.salt);
    expect(new Set(salts).size).toBe(2_000);
  });

  it('does not verify another value, another field or another salt', () => {
    const { leaf, personal } = makeRecord(ENTRY, 7, NODE, AT);
    const parsed = parseLeaf(leaf);
    const { ip, user_agent } = personal;
    if (!ip || !user_agent) throw new Error('not disclosed');
    expect(verifyDisclosure(parsed, 'ip', ip)).toBe(true);
    expect(verifyDisclosure(parsed, 'ip', { ...ip, value: '203.0.113.78' })).toBe(false);
    expect(verifyDisclosure(parsed, 'ip', { ...ip, salt: user_agent.salt })).toBe(false);
    expect(verifyDisclosure(parsed, 'user_agent', ip)).toBe(false);
    expect(verifyDisclosure({ ...parsed, commitments: {} }, 'ip', ip)).toBe(false);
  });

  it('commits by SHA-256 over length-prefixed salt, field name and value', () => {
    const { leaf, personal } = makeRecord({ ...ENTRY, user_agent: 'ü'.repeat(300) }, 7, NODE, AT);
    const sized = (bytes: Buffer) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return Buffer.concat([length, bytes]);
    };
    const disclosure = personal.user_agent;
    if (!disclosure) throw new Error('not disclosed');
    const salt = Buffer.from(disclosure.salt, 'base64url');
    expect(salt).toHaveLength(16);
    const parts = [salt, Buffer.from('user_agent'), Buffer.from('ü'.repeat(256))];
    const expected = createHash('sha256')
      .update(Buffer.concat(parts.map(sized)))
      .digest('base64url');
    expect(parseLeaf(leaf).commitments.user_agent).toBe(expected);
  });

  it('does not verify a disclosure that is longer than any written one', () => {
    const { leaf } = makeRecord(ENTRY, 7, NODE, AT);
    expect(verifyDisclosure(parseLeaf(leaf), 'ip', { salt: 'A'.repeat(22), value: '1'.repeat(5_000) })).toBe(false);
  });

  it('has a fixed order of keys', () => {
    const shuffled = Object.fromEntries(Object.entries(ENTRY).reverse()) as unknown as AuditEntry;
    const keys = (entry: AuditEntry) => Object.keys(JSON.parse(makeRecord(entry, 7, NODE, AT).leaf));
    expect(keys(shuffled)).toEqual(keys(ENTRY));
    const nobody = { actor_name: null, ip: null, user_agent: null, access_reason: null, decision_reason: null };
    const bare = { ...ENTRY, ...nobody, resource_name: null, changes: null };
    expect(makeRecord(bare, 7, NODE, AT).leaf).toBe(
      `{"v":2,"seq":7,"at":"${AT}","node":"${NODE}","actor_id":"${ENTRY.actor_id}","action":"secret:reveal",` +
        `"resource_type":"secret","resource_id":"${ENTRY.resource_id}","outcome":"denied",` +
        `"request_id":"${ENTRY.request_id}","decision_id":"${ENTRY.decision_id}","model":12,` +
        `"credential":"${ENTRY.credential}","version":3,"commitments":{}}`,
    );
  });

  it('holds no control character, line separator or change of direction [R85]', () => {
    const user_agent = 'a\r\nb\u0000c\u001b[31md\u2028e\u202ef\u0085g';
    expect(toRecord(makeRecord({ ...ENTRY, user_agent }, 7, NODE, AT)).user_agent).toBe('abc[31mdefg');
  });

  it('bounds every field', () => {
    const long = 'x'.repeat(100_000);
    const flooded = { ...ENTRY, resource_id: long, actor_name: long, ip: long, user_agent: long, access_reason: long };
    const ids = { actor_id: long, request_id: long, decision_id: long, credential: long, resource_name: long };
    const record = makeRecord({ ...flooded, ...ids }, 7, NODE, AT);
    expect(record.leaf.length).toBeLessThan(3_500);
    expect(JSON.stringify(record).length).toBeLessThan(4_500);
    expect(toRecord(record)).toMatchObject({ ip: 'x'.repeat(45), user_agent: 'x'.repeat(256) });
  });

  it('does not cut a character in two', () => {
    const { personal } = makeRecord({ ...ENTRY, access_reason: `${'x'.repeat(255)}😀` }, 7, NODE, AT);
    expect(personal.access_reason?.value.isWellFormed()).toBe(true);
  });

  it('shows null for what was never set and for what was erased', () => {
    const stored = makeRecord({ ...ENTRY, access_reason: '' }, 7, NODE, AT);
    const { ip: _erased, ...personal } = stored.personal;
    expect(toRecord({ ...stored, personal })).toEqual({
      ...ENTRY,
      seq: 7,
      at: AT,
      node: NODE,
      ip: null,
      access_reason: null,
    });
  });

  it('refuses a format that it does not know', () => {
    expect(() => parseLeaf('{"v":3}')).toThrow('unknown format');
  });
});
