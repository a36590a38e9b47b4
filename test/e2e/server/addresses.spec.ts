import { makeAccount } from '../support/people/accounts.js';
import { keep } from '../support/people/secrets.js';
import { type Api, accountWith, PASSWORD } from '../support/processes/api.js';
import { describeCoffer } from '../support/processes/coffer.js';

const MAX_FAILED_LOGINS = 5;
const UNREADABLE = ['unknown', '203.0.113.7:x', '[2001:db8::7', '""', ',', '203.0.113.7, _hidden'];
const forwarded = (header: string) => ({ 'x-forwarded-for': header });

describeCoffer(
  'the address of a client behind a proxy',
  (coffer) => {
    let reader: Api;
    let reveal: string;
    beforeAll(async () => {
      reveal = `/secrets/${(await keep(coffer.admin, 'proxies/secret')).body.id}/reveal`;
      const conditions = { ip: ['127.0.0.0/8'] };
      const statement = { effect: 'allow', resources: ['secret:proxies/**'], conditions };
      reader = await accountWith(coffer.admin, 'proxied', [
        { ...statement, actions: ['secret:read', 'secret:reveal'] },
      ]);
    });

    const revealed = async (header: string) => (await reader.get(reveal, forwarded(header))).status;
    const logIn = async (username: string, password: string, header: string) =>
      (await coffer.nobody.post('/auth/login', { username, password }, forwarded(header))).status;
    const recorded = async (header: string) => {
      const { headers } = await reader.get('/auth/me', forwarded(header));
      const { body } = await coffer.admin.get(`/audit/logs?request_id=${headers['x-request-id']}`);
      return body.items[0].ip;
    };

    it('matches no allow for the proxy, whatever the proxy writes [R106]', async () => {
      for (const header of ['203.0.113.7', '203.0.113.7:51234', '[2001:db8::7]:443', '"203.0.113.7"', ...UNREADABLE]) {
        expect([header, await revealed(header)]).toEqual([header, 404]);
      }
      expect(await revealed('127.0.0.1')).toBe(200);
      expect((await reader.get(reveal, { forwarded: 'for=203.0.113.7' })).status).toBe(200);
    });

    it('is recorded without its port, its brackets and its quotes; null if it cannot be read', async () => {
      expect(await recorded('198.51.100.4, "203.0.113.7:51234",')).toBe('203.0.113.7');
      expect(await recorded('[2001:DB8::7]:443')).toBe('2001:db8::7');
      for (const header of UNREADABLE) expect([header, await recorded(header)]).toEqual([header, null]);
    });

    it('is one of many for lockout: a stranger behind the same proxy locks nobody out [R14]', async () => {
      await makeAccount(coffer.admin, 'ported');
      for (let time = 0; time < MAX_FAILED_LOGINS; time += 1) {
        expect(await logIn('ported', 'wrong', `198.51.100.9:${1_000 + time}`)).toBe(401);
      }
      expect(await logIn('ported', PASSWORD, '203.0.113.7:2222')).toBe(200);
    });

    it('counts for lockout as one network with all others that cannot be read', async () => {
      await makeAccount(coffer.admin, 'hidden');
      expect(await logIn('hidden', PASSWORD, 'unknown')).toBe(200);
      for (const header of UNREADABLE.slice(0, MAX_FAILED_LOGINS)) expect(await logIn('hidden', 'x', header)).toBe(401);
      expect(await logIn('hidden', PASSWORD, 'unknown')).toBe(401);
      expect(await logIn('hidden', PASSWORD, '203.0.113.7')).toBe(200);
    });
  },
  { TRUSTED_PROXIES: '127.0.0.0/8', AUTH_RATE_PER_MINUTE: '0' },
);
