import { knock } from './knock.js';

describe('a knock at MongoDB', () => {
  it('tells that nobody answers, and what is wrong with an address, by the variable', async () => {
    const away = await knock({ url: 'mongodb://127.0.0.1:1/', dbName: 'coffer' });
    expect(away?.message).toMatch(/^MONGODB_URL: MongoDB does not answer there \(ECONNREFUSED\)/);
    const wrong = await knock({ url: 'mongodb://127.0.0.1:1/?notAnOption=1', dbName: 'coffer' });
    expect(wrong?.message).toMatch(/^MONGODB_URL is no connection string/);
  });
});
