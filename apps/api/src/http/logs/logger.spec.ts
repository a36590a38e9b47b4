import { Controller, Get, Logger as NestLogger, Param, Query } from '@nestjs/common';
import { OwnAccount, PageQuery } from '#access';
import { ALICE, tinyApp } from '../testing/tiny-app.js';
import { createLogger } from './logger.js';

const CANARY = 'canary-5up3r-s3cr3t';
/** In the form of a cursor. */
const CURSOR = CANARY.padEnd(550, '_');

function memory() {
  const lines: string[] = [];
  return { lines, stream: { write: (line: string) => void lines.push(line) } };
}

class Wrong extends Error {}

@Controller('log')
class LogController {
  @Get(':id')
  @OwnAccount('auth:me')
  read(@Param('id') id: string, @Query() _: PageQuery) {
    if (id === 'broken') throw new Wrong(`bad value: ${CANARY}\n    at ${CANARY} (x.js:1:1)`);
    return {};
  }
}

describe('the log', () => {
  beforeEach(async () => {
    // nestjs-pino keeps the log of the first app of a process, and that is an app of another spec.
    const { resetRootLogger } = await import(import.meta.resolve('nestjs-pino').replace('index.js', 'rootLogger.js'));
    resetRootLogger();
  });

  it('writes only allowed fields, whatever it is given [R84]', () => {
    const { lines, stream } = memory();
    const logger = createLogger({ level: 'trace', stream });
    logger.info({ request_id: 'r', headers: CANARY, body: CANARY, url: CANARY, err: { message: CANARY } }, 'answered');
    logger.error(new Wrong(CANARY));
    logger.error({ err: new Wrong(CANARY, { cause: new Wrong(CANARY) }) });
    expect(lines.join('')).not.toContain(CANARY);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', request_id: 'r', msg: 'answered' });
    expect(JSON.parse(lines[2] ?? '').err).toMatchObject({ name: 'Wrong', cause: { name: 'Wrong' } });
  });

  it('writes one line even for text with line breaks [R85]', () => {
    const { lines, stream } = memory();
    createLogger({ level: 'trace', stream }).info({ route: 'a\r\n{"level":"fatal"}' }, 'x\r\ny');
    expect(lines).toHaveLength(1);
    expect(lines[0]?.trimEnd().includes('\n')).toBe(false);
  });

  it('has one line a request: its route, actor and duration, without address, token or query [R84]', async () => {
    const { lines, stream } = memory();
    const app = await tinyApp({ controllers: [LogController], logger: createLogger({ level: 'info', stream }) });
    const get = (url: string) =>
      app.inject({
        url,
        headers: { authorization: 'Bearer alice', 'user-agent': CANARY, cookie: CANARY, 'x-access-reason': CANARY },
      });
    const answer = await get(`/api/v1/log/${CANARY}?cursor=${CURSOR}`);
    await get(`/api/v1/log/broken?cursor=${CURSOR}`);
    await get(`/${CANARY}`);
    await get('/health');
    new NestLogger('library').error(new Wrong(CANARY));
    const text = lines.join('');
    for (const hidden of [CANARY, 'Bearer', '127.0.0.1']) expect(text).not.toContain(hidden);
    const parsed = lines.map((line) => JSON.parse(line));
    expect(parsed).toHaveLength(5);
    expect(parsed[0]).toEqual({
      level: 'info',
      time: expect.any(String),
      request_id: answer.headers['x-request-id'],
      method: 'GET',
      route: '/api/v1/log/:id',
      status: 200,
      duration_ms: expect.any(Number),
      actor_id: ALICE.userId,
      msg: 'answered',
    });
    expect(parsed[1]).toMatchObject({ level: 'error', err: { name: 'Wrong' } });
    expect(parsed[1].err.frames[0]).toContain('LogController.read');
    expect(parsed[3]).toMatchObject({ route: null, status: 404 });
    await app.close();
  });
});
