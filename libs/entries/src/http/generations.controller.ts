import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { AnswersUpTo, Costs, CurrentCaller, OwnAccount, Problems } from '#access';
import type { Caller } from '#kernel';
import { RestoreGeneration } from '../application/rekeys/restore-generation.js';
import { ShowGenerations } from '../application/rekeys/show-generations.js';
import { GenerationsAnswer, PublishedGenerationAnswer } from './dto/rekey.answers.js';
import { parseGeneration } from './dto/rekey.requests.js';
import { generationsAnswer } from './rekey.presenter.js';

/** The snapshot of 10,000 entries, and the vault before and after. */
const RESTORE_BYTES = 4_194_304;

@ApiTags('Entries')
@ApiBearerAuth()
@Controller('entries/generations')
export class GenerationsController {
  constructor(
    private readonly showing: ShowGenerations,
    private readonly restoring: RestoreGeneration,
  ) {}

  @Get()
  @OwnAccount('vault:generations')
  @ApiOperation({
    summary: 'Show the generations of your vault',
    description: 'The present one and its wrapped key, the one that can be restored, and the open re-key.',
  })
  @ApiOkResponse({ type: GenerationsAnswer })
  async show(@CurrentCaller() caller: Caller): Promise<GenerationsAnswer> {
    return generationsAnswer(await this.showing.show(caller));
  }

  @Post(':n/restore')
  @HttpCode(200)
  @Costs(25)
  @OwnAccount('vault:restore', { fresh: true })
  @AnswersUpTo(RESTORE_BYTES)
  @Problems('not_found', 'rekey_open')
  @ApiParam({ name: 'n', type: 'integer', description: 'The number of the previous generation.' })
  @ApiOperation({
    summary: 'Restore the previous generation',
    description:
      'For 30 days after a re-key. The vault becomes as it was before. The present generation becomes the previous one, ' +
      'so you can restore it to undo this.',
  })
  @ApiOkResponse({ type: PublishedGenerationAnswer })
  async restore(@CurrentCaller() caller: Caller, @Param('n') n: string): Promise<PublishedGenerationAnswer> {
    const { generation, revision, entries } = await this.restoring.restore(caller, parseGeneration(n));
    return { generation, revision, entries };
  }
}
