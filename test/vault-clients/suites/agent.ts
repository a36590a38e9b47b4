import { type Agent, startAgent } from '../support/agent.js';
import type { Place } from '../support/place.js';

const TEMPLATE = '{{ with secret "secret/data/shared/agent" }}PASSWORD={{ .Data.data.password }}{{ end }}';

/** `bao agent` with a template, as it runs beside an application. */
export function keepsFilesUpToDate(here: () => Place): void {
  let agent: Agent;
  const write = async (password: string) => {
    const { address, tokens } = here();
    const request = { method: 'POST', body: JSON.stringify({ data: { password } }) };
    const headers = { 'x-vault-token': tokens.writer, 'content-type': 'application/json' };
    const answer = await fetch(`${address}/v1/secret/data/shared/agent`, { ...request, headers });
    if (!answer.ok) throw new Error(`the write was answered ${answer.status} ${await answer.text()}`);
  };
  afterAll(() => agent?.stop());

  it('bao agent logs in by AppRole, renders a template, and renders it again after a rotation', async () => {
    await write('first $ecret');
    agent = startAgent(here(), TEMPLATE);
    await agent.rendersTo('PASSWORD=first $ecret');
    await write('second "secret"');
    await agent.rendersTo('PASSWORD=second "secret"');
    expect(agent.log()).not.toMatch(/secret"|\$ecret|\[ERROR\]|\[WARN\]/);
  });
}
