import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '#kernel/testing';
import { ApiImport } from './api-import.js';

class ImpatientClock extends ManualClock {
  override async sleep(): Promise<void> {}
}

const ID = '0190a0a0-0000-7000-8000-000000000001';
const REPLAY = { status: 201, body: { id: ID, invitation: null } };
const RECORD = { username: 'ann', email: 'ann@example.org', hash: null, roles: [] };

interface Answer {
  readonly status: number;
  readonly body: object;
}

describe('an import over the API', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-api-import-'));
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, 'a.b.c');
  afterAll(() => rmSync(folder, { recursive: true }));

  const asked: string[] = [];
  const keys = new Set<unknown>();
  let answers: Answer[] = [];
  let server: Server;

  beforeEach(async () => {
    asked.length = 0;
    keys.clear();
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      keys.add(request.headers['idempotency-key']);
      const { status, body } = answers.shift() ?? { status: 500, body: {} };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const imported = async (...given: Answer[]) => {
    answers = given;
    const { port } = server.address() as AddressInfo;
    const api = await ApiImport.open({ url: `http://127.0.0.1:${port}`, tokenFile }, new ImpatientClock());
    return api.import(RECORD);
  };
  const late: Answer = { status: 503, body: { code: 'outcome_unrecorded' } };
  const invited = (invitation_token: string | null): Answer => ({ status: 200, body: { invitation_token } });

  it.each(['token', null])('invites again whose first answer was lost: %s', async (token) => {
    expect(await imported(late, REPLAY, late, invited(token))).toEqual({ outcome: 'invited', token });
    const [users, again] = ['POST /api/v1/users', `POST /api/v1/users/${ID}/invitation`];
    expect(asked).toEqual([users, users, again, again]);
    expect(keys.size).toBe(2);
  });

  it('fails if that is refused, and says who needs an invitation', async () => {
    const refusal = { status: 403, body: { code: 'forbidden', detail: 'This needs user:invite.' } };
    await expect(imported(late, REPLAY, refusal)).rejects.toThrow(
      `ann was made and has no invitation. The server refuses it (403): This needs user:invite. Invite the user: POST /api/v1/users/${ID}/invitation.`,
    );
  });

  it('invites nobody again who is invited, or who was there', async () => {
    const made = { status: 201, body: { id: ID, invitation: { invitation_token: null } } };
    expect(await imported(made)).toEqual({ outcome: 'invited', token: null });
    expect(await imported({ status: 409, body: { code: 'username_taken' } })).toEqual({
      outcome: 'exists',
      token: null,
    });
    expect(asked).toHaveLength(2);
  });
});
