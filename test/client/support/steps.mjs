/**
 * The steps of a user of the built library, in a page and in Node. `library` is what it exports. Entries are text. A refusal
 * is returned as the name and code of its error.
 */
export function stepsOf(library, { baseUrl, tokens, seen, fetch }) {
  const client = new library.CofferClient({ baseUrl, tokens, fetch });
  const text = (data) => new TextDecoder().decode(data);
  const content = (value) => ({ data: new TextEncoder().encode(value), name: 'kept' });
  let account = null;

  const steps = {
    async register(login) {
      const kdf = { algorithm: 'argon2id', memory_kib: 19_456, iterations: 2, parallelism: 1 };
      await library.ZeroKnowledgeAccount.register(client, { ...login, email: `${login.username}@example.org`, kdf });
    },
    async logIn(login) {
      ({ account } = await library.ZeroKnowledgeAccount.logIn(client, login, { seen }));
    },
    /** The vault that is open stays open. */
    async logInBeside(login) {
      await library.ZeroKnowledgeAccount.logIn(client, login, { seen });
    },
    async unlock(login) {
      account = await library.ZeroKnowledgeAccount.unlock(client, login, { seen });
    },
    async me() {
      return (await client.get('/api/v1/auth/me')).data.username;
    },
    async keep(...values) {
      for (const value of values) await account.vault.create(content(value));
    },
    async change(from, to) {
      const entry = (await account.vault.list()).find(({ data }) => text(data) === from);
      await account.vault.update(entry, content(to));
    },
    async remove(value) {
      await account.vault.remove((await account.vault.list()).find(({ data }) => text(data) === value));
    },
    async texts() {
      return (await account.vault.list()).map(({ data }) => text(data)).sort();
    },
    async history(value) {
      const entry = (await account.vault.list()).find(({ data }) => text(data) === value);
      return (await account.vault.history(entry.id)).map(({ data }) => text(data));
    },
    async reauthenticate(password) {
      await account.reauthenticate(password);
    },
    async rekey() {
      await account.vault.rekey();
    },
    async restore(generation) {
      await account.vault.restore(generation);
    },
    async changePassword(current, next) {
      await account.changePassword({ current, next });
    },
    async logOut() {
      await client.logOut();
    },
    /** The error of a step, as `<name> <code>`. */
    async refusal(step, ...given) {
      try {
        await steps[step](...given);
      } catch (error) {
        return `${error.name} ${error.code}`;
      }
      return null;
    },
    /** Runs steps in order. Returns the answer of the last one. */
    async all(...list) {
      let last = null;
      for (const [step, ...given] of list) last = await steps[step](...given);
      return last;
    },
  };
  return steps;
}
