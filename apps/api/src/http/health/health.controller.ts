import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '#access';
import type { AppenderState } from '#audit';
import type { CheckpointState, ScrubState } from '#audit-proofs';
import type { Room } from '#kernel';
import type { TokenState } from '../../tokens/token-watch.js';
import type { ApiReply } from '../context/api-request.js';
import { type Readiness, ReadinessProbe, type StreamState } from './readiness.js';

class LivenessView {
  @ApiProperty({ enum: ['alive'], example: 'alive' })
  readonly status!: 'alive';
}

class StreamStateView implements StreamState {
  @ApiProperty({ type: 'integer', minimum: 0, example: 0 })
  readonly behind!: number;

  @ApiProperty({ type: 'integer', minimum: 0, example: 0 })
  readonly oldest_seconds!: number;
}

class ReadinessView implements Readiness {
  @ApiProperty({ enum: ['ready', 'not_ready'], example: 'ready' })
  readonly status!: 'ready' | 'not_ready';

  @ApiProperty({
    description: 'The parts that the server depends on, and the state of each.',
    type: 'object',
    additionalProperties: { type: 'string', enum: ['up', 'down'] },
    example: { audit: 'up', keyring: 'up', store: 'up' },
  })
  readonly parts!: Readonly<Record<string, 'up' | 'down'>>;

  @ApiProperty({
    description:
      '`in_doubt` after the wall clock jumped, or while the nodes disagree about the time: what cannot be undone (purges, destroyed keys, sweeps) waits. Everything else works.',
    enum: ['settled', 'in_doubt'],
    example: 'settled',
  })
  readonly clock!: 'settled' | 'in_doubt';

  @ApiProperty({
    description:
      'The room on the disk of the store. `low`: free some. `reserve`: only reading, deleting and logins of administrators work, the rest is 507 `store_full`. `last`: of the reads only those that help to free room.',
    enum: ['ample', 'low', 'reserve', 'last'],
    example: 'ample',
  })
  readonly room!: Room;

  @ApiProperty({
    type: StreamStateView,
    nullable: true,
    description:
      'How many audit records the receiver of `AUDIT_STREAM` has not acknowledged, and the age of the oldest of them, as of 5 s ago at most. Null: there is no such receiver.',
    example: null,
  })
  readonly audit_stream!: StreamStateView | null;

  @ApiProperty({
    description:
      'The signed checkpoints of the audit. `late`: records wait for one for more than a minute. `refused`: the store contradicts what was signed of it, so nothing is signed until an operator has looked. `off`: none are made. Requests go on whatever it is.',
    enum: ['current', 'late', 'refused', 'off'],
    example: 'current',
  })
  readonly checkpoints!: CheckpointState;

  @ApiProperty({
    description:
      'The old records of the audit, which one node looks at again, slowly. `altered`: this node found one, or a tile over it, that is not what was signed, or an open intent that is gone or cannot be read; the log of the server says which. `off`: nobody looks.',
    enum: ['intact', 'altered', 'off'],
    example: 'intact',
  })
  readonly audit_records!: ScrubState;

  @ApiProperty({
    description:
      '`split`: another node signs access tokens that this node refuses, since their `JWT_SECRET`, `JWT_ISSUER` or `JWT_AUDIENCE` differ; so clients behind a balancer get 401. Each node says so for itself, within 10 s of the start of the other one. `shared`: this node knows of none.',
    enum: ['shared', 'split'],
    example: 'shared',
  })
  readonly access_tokens!: TokenState;

  @ApiProperty({
    description:
      'Which node appends the audit records of this one. `each_node`: `NODE_ADDRESS` is not set, so each node appends its own. With it, `another_node` on all nodes but one. `this_node` on several for long: they do not reach each other, and the log says why; or commits take more than 200 ms on average, so that each appends its own, and no log says so.',
    enum: ['this_node', 'another_node', 'each_node'],
    example: 'each_node',
  })
  readonly audit_appender!: AppenderState;
}

@ApiTags('Health')
@Controller('health')
export class HealthController {
  constructor(private readonly probe: ReadinessProbe) {}

  @Get()
  @Public()
  @ApiOperation({
    summary: 'Is the process alive?',
    description:
      'Checks nothing else. A server that is alive and not ready does not need a restart: one of its parts is down.',
  })
  @ApiOkResponse({ type: LivenessView, description: 'The process is alive.' })
  alive(): LivenessView {
    return { status: 'alive' };
  }

  @Get('ready')
  @Public()
  @ApiOperation({
    summary: 'Can the server do its work?',
    description:
      'Checks the store, the keyring and the audit, each for at most 2 s. Requests within half a second share an answer.',
  })
  @ApiOkResponse({ type: ReadinessView, description: 'Every part is up.' })
  @ApiServiceUnavailableResponse({ type: ReadinessView, description: 'At least one part is down.' })
  async ready(@Res({ passthrough: true }) reply: ApiReply): Promise<ReadinessView> {
    const readiness = await this.probe.read();
    if (readiness.status !== 'ready') reply.status(HttpStatus.SERVICE_UNAVAILABLE);
    return readiness;
  }
}
