import { Body, Controller, Get, Header, HttpCode, Post, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AuthThrottle, Problems, Public, TakesText } from '#access';
import { CofferError } from '#kernel';
import { Witness } from '../application/witnessing/witness.js';
import { formatSize, SIZE_TYPE } from '../domain/witnessing/add-checkpoint.js';
import { EXAMPLE_CHECKPOINT } from './dto/examples.js';
import { WitnessKeys } from './dto/witness.answers.js';

/** The part of a reply that the route needs. */
interface Reply {
  status(code: number): unknown;
  header(name: string, value: string): unknown;
}

/** The first checkpoint of a log that this witness has not seen. */
const FIRST_CHECKPOINT = `old 0\n\n${EXAMPLE_CHECKPOINT}`;
const COSIGNATURE =
  '— witness.example/coffer jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n';

@ApiTags('Audit')
@Controller('witness')
export class WitnessController {
  constructor(private readonly witness: Witness) {}

  @Post('add-checkpoint')
  @HttpCode(200)
  @Public()
  @AuthThrottle('witness')
  @TakesText()
  @Header('content-type', 'text/plain; charset=utf-8')
  @Problems(
    ...([
      'malformed_body',
      'not_found',
      'checkpoint_untrusted',
      'checkpoint_forked',
      'checkpoint_inconsistent',
    ] as const),
    'keyring_unavailable',
  )
  @ApiOperation({
    summary: 'Cosign a checkpoint of another log',
    description:
      'For logs, by the protocol [tlog-witness](https://c2sp.org/tlog-witness): this server is a witness of the logs in its `WITNESS_LOGS`, and of no other. ' +
      'The body is `old` and the size that this witness cosigned last, the consistency proof, an empty line, and the signed checkpoint. ' +
      'The answer has its cosignature, one for each of its keys. 409 as `text/x.tlog.size` tells the size that it cosigned last: send the proof from there.',
  })
  @ApiConsumes('text/plain')
  @ApiProduces('text/plain')
  @ApiBody({ schema: { type: 'string', maxLength: 16_384 }, examples: { first: { value: FIRST_CHECKPOINT } } })
  @ApiOkResponse({ description: 'Signature lines of a signed note.', schema: { type: 'string', example: COSIGNATURE } })
  @ApiResponse({
    status: 409,
    description: 'The size that this witness cosigned last',
    content: { [SIZE_TYPE]: { schema: { type: 'string', example: '7\n' } } },
  })
  async addCheckpoint(@Body() body: Buffer | undefined, @Res({ passthrough: true }) reply: Reply): Promise<string> {
    const cosigned = await this.witness.cosign(body ?? Buffer.alloc(0));
    if (cosigned.kind === 'cosigned') return `${cosigned.lines.join('\n')}\n`;
    reply.status(409);
    reply.header('content-type', SIZE_TYPE);
    return formatSize(cosigned.size);
  }

  @Get('keys')
  @Public()
  @AuthThrottle('witness')
  @Problems('not_found', 'keyring_unavailable')
  @ApiOperation({
    summary: 'The keys of this witness',
    description: 'For the policies of others: each key goes into a line `witness` (https://c2sp.org/tlog-policy).',
  })
  @ApiOkResponse({ type: WitnessKeys })
  async keys(): Promise<WitnessKeys> {
    const keys = await this.witness.keys();
    if (keys === null) throw new CofferError('not_found', 'This server is no witness: WITNESS_NAME is not set.');
    return { name: keys.name, vkeys: keys.vkeys };
  }
}
