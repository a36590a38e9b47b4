import { chosen, merged, together } from './child-environment.js';

const map = (object: Record<string, string>) => new Map(Object.entries(object));
const KEEP = { override: false };

describe('the environment of a child', () => {
  it('refuses two values of one name, by both places [R141]', () => {
    const twice = () =>
      together([
        ['prod/a', map({ X: 'canary' })],
        ['prod/b', map({ X: 'canary' })],
      ]);
    expect(twice).toThrow('X is in prod/a and in prod/b');
    expect(twice).not.toThrow('canary');
  });

  it('refuses a name of --only that is not there', () => {
    expect(() => chosen(map({ A: '1' }), ['A', 'B', 'C'])).toThrow('--only names B, C');
    expect(chosen(map({ A: '1', B: '2' }), ['B'])).toEqual(map({ B: '2' }));
  });

  it.each([
    ...['LD_PRELOAD', 'LD_LIBRARY_PATH', 'DYLD_INSERT_LIBRARIES', 'NODE_OPTIONS', 'BASH_ENV', 'PATH', 'HOME', 'PS4'],
    ...['GIT_SSH_COMMAND', 'GIT_CONFIG_COUNT', 'PYTHONWARNINGS', 'PERL5DB', 'JDK_JAVA_OPTIONS', 'DOTNET_STARTUP_HOOKS'],
    ...['CORECLR_PROFILER_PATH', 'OPENSSL_CONF', 'NODE_TLS_REJECT_UNAUTHORIZED', 'PAGER', 'LUA_INIT_5_4', 'GCONV_PATH'],
    ...['COFFER_URL', 'COFFER_TOKEN', 'COFFER_TOKEN_FILE', 'COFFER_ALLOW_HTTP'],
  ])('takes %s of a secret only if --only names it, since it can load code or name another server', (name) => {
    expect(() => chosen(map({ [name]: 'canary' }), null)).toThrow(name);
    expect(chosen(map({ [name]: 'x' }), [name])).toEqual(map({ [name]: 'x' }));
  });

  it('takes what only looks like such a name', () => {
    const names = [
      'GIT_TOKEN',
      'PYTHON_TOKEN',
      'NODE_ENV',
      'HOME_URL',
      'XPATH',
      'NPM_CONFIG_TOKEN',
      'OPENSSL_KEY',
      'COFFER',
      'MY_COFFER_URL',
    ];
    const variables = new Map(names.map((name) => [name, 'x']));
    expect(chosen(variables, null)).toBe(variables);
  });

  it('refuses a NUL by the name of the variable', () => {
    const half = () => merged({}, map({ A: 'fine', B: 'canary\0x' }), map({ C: '\0' }), KEEP);
    expect(half).toThrow(/^B, C: the value has a NUL/);
    expect(half).not.toThrow('canary');
  });

  it('has nothing that is ours, and every value as it is [R141]', () => {
    const value = '$HOME `x` "q" \'s\' \\ %PATH% !x\nline two\ttab ünïcode 🔑';
    const present = { COFFER_TOKEN: 'canary', coffer_url: 'canary', COFFER: 'kept', HOME: '/h', REF: 'coffer://x' };
    const { environment, kept } = merged(present, map({ A: value }), map({ REF: value }), KEEP);
    expect(environment).toEqual({ COFFER: 'kept', HOME: '/h', A: value, REF: value });
    expect(kept).toEqual([]);
  });

  it('keeps what is set, and says which, unless secrets are to count', () => {
    const [present, secrets] = [{ A: 'mine', EMPTY: '' }, map({ A: 'secret', EMPTY: 'secret', B: 'secret' })];
    expect(merged(present, secrets, map({}), KEEP)).toEqual({
      environment: { A: 'mine', EMPTY: '', B: 'secret' },
      kept: ['A', 'EMPTY'],
    });
    const { environment, kept } = merged(present, secrets, map({}), { override: true });
    expect([environment, kept]).toEqual([{ A: 'secret', EMPTY: 'secret', B: 'secret' }, []]);
  });

  it('can have a variable with any name of an object', () => {
    const { environment } = merged(
      {},
      new Map([
        ['__proto__', 'x'],
        ['constructor', 'y'],
      ]),
      map({}),
      KEEP,
    );
    expect(Object.entries(environment)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });
});
