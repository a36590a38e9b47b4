import { LocalIssuer } from '#service-accounts/testing';
import { describeWithEngines } from '../../engines/engines.js';
import { must } from '../support/people/accounts.js';
import { type Api, PASSWORD, setUp } from '../support/processes/api.js';
import { type MongoWire, wireTo } from '../support/processes/mongo-wire.js';
import { productionSite, type Site } from '../support/processes/pairs.js';

const AUDIENCE = 'https://coffer.example.org';
/** Where requests read and write. The rest is for what a server does by itself. */
const OF_REQUESTS = ['api_keys', 'bindings', 'creations', 'identity_providers', 'secrets', 'sessions', 'users'];
/** Each request is made some times, and the fewest commands count: an engine that is late has more to do. */
const TRIES = 3;

describeWithEngines('the commands that a request sends to MongoDB', ({ mongodbUrl }) => {
  let wire: MongoWire;
  let site: Site;
  let admin: Api;
  let nobody: Api;
  let issuer: LocalIssuer;
  let made = 0;
  beforeAll(async () => {
    wire = await wireTo(mongodbUrl);
    site = await productionSite({ MONGODB_URL: wire.url });
    admin = await setUp(await site.start());
    nobody = admin.as(null);
    issuer = await LocalIssuer.open();
  });
  afterAll(async () => {
    await Promise.all([site?.clear(), issuer?.close()]);
    await wire?.close();
  });

  /** `read`: collections that are read at most once a second for who calls, however many requests come. */
  const fewest = async (work: () => Promise<unknown>, read: readonly string[] = []) => {
    const tries: string[][] = [];
    for (let count = 0; count < TRIES; count += 1) {
      wire.take();
      await work();
      tries.push(wire.take().filter((command) => isOfRequest(command) && !read.includes(command)));
    }
    return tries.sort((a, b) => a.length - b.length)[0]?.sort();
  };
  const SESSION = ['find sessions', 'find users'];
  const newPath = () => {
    made += 1;
    return `prod/commands/s${made}`;
  };

  it('are one read and one write of the audit for a reveal', async () => {
    const { id } = must(await admin.post('/secrets', { path: newPath(), value: 'x' })).body;
    const reveal = () => admin.get(`/secrets/${id}/reveal`);
    expect(await fewest(reveal, SESSION)).toEqual(['find secrets', 'insert audit_batches']);
  });

  it('are three writes for a new secret, and no read', async () => {
    const create = () => admin.post('/secrets', { path: newPath(), value: 'x' });
    const expected = ['insert audit_batches', 'insert audit_batches', 'insert secrets'];
    expect(await fewest(create, SESSION)).toEqual(expected);
  });

  it('are two reads and three writes for a refresh', async () => {
    const login = { username: 'root_admin', password: PASSWORD };
    let { refresh_token: token } = must(await nobody.post('/auth/login', login)).body;
    const refresh = async () => {
      token = must(await nobody.post('/auth/refresh', { refresh_token: token })).body.refresh_token;
    };
    const writes = ['insert audit_batches', 'insert audit_batches', 'update sessions'];
    expect(await fewest(refresh)).toEqual(['find sessions', 'find users', ...writes]);
  });

  it('are three reads and one write for an exchange [R139]', async () => {
    must(await admin.post('/service-accounts', { name: 'ci-deploy', roles: [] }));
    const { url, discovery, ca } = issuer;
    const provider = { name: 'local', issuer: url, audience: AUDIENCE, algorithms: ['ES256'], discovery, ca };
    must(await admin.post('/identity-providers', { ...provider, private_network: true }));
    must(await admin.post('/service-accounts/ci-deploy/bindings', { provider: 'local', claims: { sub: 'x' } }));
    const subject = await issuer.token({ aud: AUDIENCE, sub: 'x' });
    const body = { subject_token: subject, service_account: 'ci-deploy' };
    const exchange = async () => must(await nobody.post('/auth/token/exchange', body));
    const reads = ['find bindings', 'find identity_providers', 'find users'];
    expect(await fewest(exchange)).toEqual([...reads, 'insert audit_batches']);
  });
});

function isOfRequest(command: string): boolean {
  const [name, collection = ''] = command.split(' ');
  return OF_REQUESTS.includes(collection) || (name === 'insert' && collection === 'audit_batches');
}
