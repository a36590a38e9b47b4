import { mongodbUrl } from './mongodb-url.js';
import { vaultAddress } from './values.js';

const messageOf = (url: string) => mongodbUrl.safeParse(url).error?.issues[0]?.message;

describe('a MongoDB connection string', () => {
  it.each([
    'mongodb://localhost',
    'mongodb://127.0.0.1:27017/?replicaSet=rs0&w=majority',
    'mongodb://app:p%40ss%2F@a.example.org:27017,b.example.org:27018/db?authSource=admin',
    'mongodb://[::1]:27017/',
    'mongodb://%2Ftmp%2Fmongodb-27017.sock/',
    'mongodb+srv://app:secret@cluster0.example.org/?retryWrites=true',
    'mongodb://app:@localhost/?authMechanismProperties=SERVICE_HOST:a@b',
  ])('may be %s', (url) => expect(messageOf(url)).toBeUndefined());

  it.each(['p@ss', 'p%ss', 'p/ss', 'p#ss', 'p:ss', 'p?ss', 'p[ss', 'p ss'])(
    'with the password %s is told to encode it',
    (password) => expect(messageOf(`mongodb://app:${password}@localhost:27017/`)).toMatch(/must write .*%40 for @$/),
  );

  it.each([
    'mongodb://localhost:99999/',
    'mongodb://localhost:x/',
    'mongodb://a,,b/',
    'mongodb:///',
    'mongodb://a/b/c',
  ])('is refused as %s', (url) => expect(messageOf(url)).toMatch(/^must name its hosts/));

  it.each(['mongodb+srv://localhost:27017/', 'mongodb+srv://a.example.org,b.example.org/', 'mongodb+srv://10.0.0.1/'])(
    'is refused as %s',
    (url) => expect(messageOf(url)).toMatch(/^with mongodb\+srv/),
  );

  it.each(['postgres://localhost', 'localhost:27017', ''])('is no %j', (url) =>
    expect(messageOf(url)).toMatch(/that begins with mongodb:/),
  );
});

describe('the address of Vault', () => {
  it.each(['https://vault.example.org', 'http://127.0.0.1:8200/', 'https://example.org/vault'])(
    'may be %s',
    (address) => expect(vaultAddress.safeParse(address).success).toBe(true),
  );

  it.each([
    ...['https://vault/v1', 'https://vault/v1/', 'https://vault/ui/vault', 'https://vault//', 'https://vault/?x=1'],
    ...['https://user:secret@vault', 'https://vault/#x', 'vault:8200', 'ftp://vault'],
  ])('is refused as %s', (address) => expect(vaultAddress.safeParse(address).success).toBe(false));
});
