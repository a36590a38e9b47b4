/**
 * One log of three records, for the examples of the API. They fit together: every signature and every proof verifies. Its
 * key is of no real log.
 */

export const EXAMPLE_VKEY = 'coffer.example.org/coffer/1f2e3d4c+75c1500d+AeaEK0087n+mhfLQ0KPD77/atLNXxgnFD39+bF9cf3cY';

export const EXAMPLE_ROOT = '0PMnIhT597aXcVN076fg5o0SnIEwMqIRPxE2gMo2uUc=';

export const EXAMPLE_CHECKPOINT = `coffer.example.org/coffer/1f2e3d4c
3
0PMnIhT597aXcVN076fg5o0SnIEwMqIRPxE2gMo2uUc=

— coffer.example.org/coffer/1f2e3d4c dcFQDffyH9cbNJOKRyjOIrBWJthVTGFfyByb3Vq1Vb6fZALze75Y9hu9DZP94Orz1JZZ4AfCLWNOzSThrJxJb5TCowY=
`;

/** Of record 2. */
export const EXAMPLE_LEAF =
  '{"v":2,"seq":2,"at":"2026-11-22T09:30:00.002Z","node":"01936f3a-0b1c-7d2e-8f30-4a5b6c7d8e9f","actor_id":"01936f3b-11d2-7c05-8e33-5a0c9d7f2e61","action":"secret:reveal","resource_type":"secret","resource_id":"01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a","outcome":"succeeded","request_id":"01936f40-2b6c-7d11-a3f0-9c5e7b1d4f02","decision_id":null,"model":12,"credential":"01936f3e-6a1d-7b44-8c0e-3f5d2a9b7c18","version":null,"commitments":{}}';

/** That record 2 is in the tree of three. */
export const EXAMPLE_INCLUSION = [
  'GAMwM6FPv02DKmcCDwG1BOpXa6kx57FQKWmBeh91NeE=',
  'd/TQOwmhvtzYDn8JOf5Y4NsNyWNOlJuQhJ3dGGeNgWE=',
];

/** That the tree of three begins with the tree of one. */
export const EXAMPLE_CONSISTENCY = [
  'tV8BenRfR6tTwHUSAnqqgTrwisH2ujbcwlmarVWnhbA=',
  'd/TQOwmhvtzYDn8JOf5Y4NsNyWNOlJuQhJ3dGGeNgWE=',
];

/** The policy of somebody who trusts the log alone (C2SP tlog-policy). */
export const EXAMPLE_POLICY = `log ${EXAMPLE_VKEY}
quorum none
`;

/** The proof of record 2 as a file (C2SP tlog-proof). */
export const EXAMPLE_PROOF_FILE = `c2sp.org/tlog-proof@v1
extra ${Buffer.from(EXAMPLE_LEAF).toString('base64')}
index 1
${EXAMPLE_INCLUSION.join('\n')}

${EXAMPLE_CHECKPOINT}`;
