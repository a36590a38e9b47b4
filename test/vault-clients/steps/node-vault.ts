import { type CallStep, type More, named } from './step.js';

function call(method: string, args: readonly unknown[], { when, ...more }: More = {}): CallStep {
  const text = args.map((arg) => JSON.stringify(arg)).join(', ');
  return { client: 'node-vault', name: named(`node-vault ${method}(${text})`, when ?? more.as), method, args, ...more };
}

const AT = 'secret/data/node/db';

/** node-vault as an application uses it. */
export const NODE_VAULT_STEPS: readonly CallStep[] = [
  call('write', [AT, { data: { username: 'shop', password: 's3cr3t' } }]),
  call('read', [AT]),
  call('write', [AT, { data: { username: 'shop', password: 'n3w' }, options: { cas: 1 } }]),
  call('write', [AT, { data: { username: 'other' }, options: { cas: 1 } }], { when: 'again', isRefused: true }),
  call('read', [`${AT}?version=1`]),
  call('update', [AT, { data: { password: 'third', username: null } }]),
  call('read', [AT], { when: 'patched' }),
  call('list', ['secret/metadata/node']),
  call('list', ['secret/metadata/none'], { isRefused: true }),
  call('read', ['secret/metadata/node/db']),
  call('write', ['secret/metadata/node/db', { custom_metadata: { team: 'shop' } }]),
  call('read', ['secret/data/node/none'], { isRefused: true }),
  call('delete', [AT]),
  call('read', [AT], { when: 'deleted', isRefused: true }),
  call('write', ['secret/undelete/node/db', { versions: [3] }]),
  call('read', [AT], { when: 'undeleted' }),
  call('write', ['secret/destroy/node/db', { versions: [1] }]),
  call('delete', ['secret/metadata/node/db']),
  call('read', [AT], { when: 'metadata deleted', isRefused: true, look: ['status', 'body.data.data'] }),
  call('approleLogin', [{ role_id: '{role_id}', secret_id: '{secret_id}' }], {
    as: 'nobody',
    look: ['answer.auth.client_token'],
  }),
  call('tokenLookupSelf', [], { look: ['answer.data.ttl', 'answer.data.type', 'answer.data.renewable'] }),
  call('health', [], { look: ['answer.initialized', 'answer.sealed', 'answer.standby'] }),
  call('status', [], { look: ['answer.initialized', 'answer.sealed', 'answer.t', 'answer.n'] }),
  call('read', [AT], { as: 'reader', isRefused: true }),
  call('read', [AT], { as: 'forged', isRefused: true }),
];
