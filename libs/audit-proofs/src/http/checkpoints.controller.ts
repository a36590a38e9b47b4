import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Costs, CurrentCaller, type HeaderSink, Problems, RequirePermission } from '#access';
import type { Caller } from '#kernel';
import { PublishedLog } from '../application/reading/published-log.js';
import { EXAMPLE_CHECKPOINT } from './dto/examples.js';
import { AuditConsistencyAnswer, AuditKeyList } from './dto/proofs.answers.js';
import { AuditCheckpointQuery, AuditConsistencyQuery } from './dto/proofs.requests.js';
import { TEXT_TYPE, textContent } from './media.js';
import { consistencyAnswer } from './proofs.presenter.js';

@ApiTags('Audit')
@Controller('audit')
export class AuditCheckpointsController {
  constructor(private readonly log: PublishedLog) {}

  @Get('checkpoint')
  @RequirePermission('audit:read')
  @Problems('no_checkpoint')
  @ApiOperation({
    summary: 'Read the newest checkpoint of the audit',
    description:
      'A signed statement of what the audit holds: the number of its records and the root of the tree over them, as a note ' +
      '(C2SP tlog-checkpoint). It has the cosignatures of witnesses, as far as there are any. Keep it. ' +
      'Every later checkpoint extends it, and `GET /audit/consistency` proves that.',
  })
  @ApiOkResponse(textContent('The note.', EXAMPLE_CHECKPOINT))
  async checkpoint(
    @CurrentCaller() caller: Caller,
    @Query() { kind = 'signed' }: AuditCheckpointQuery,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<string> {
    const { note } = await this.log.checkpoint(caller, kind);
    reply.header('content-type', TEXT_TYPE);
    return note;
  }

  @Get('keys')
  @RequirePermission('audit:read')
  @Problems('no_checkpoint')
  @ApiOperation({
    summary: 'List the keys that sign the audit',
    description: 'All keys of the newest checkpoint, also retired ones. `policy` has only those that sign now.',
  })
  @ApiOkResponse({ type: AuditKeyList })
  async keys(@CurrentCaller() caller: Caller): Promise<AuditKeyList> {
    const { keys, policy, size, witnessedSize } = await this.log.keys(caller);
    return { items: keys, next_cursor: null, policy, tree_size: size, witnessed_size: witnessedSize };
  }

  @Get('consistency')
  @Costs(5)
  @RequirePermission('audit:read')
  @Problems('no_checkpoint', 'not_included_yet', 'record_archived')
  @ApiOperation({
    summary: 'Prove that the audit extends an older checkpoint',
    description:
      'A consistency proof (RFC 9162, section 2.1.4) between two sizes, up to that of the newest checkpoint. Whoever kept an ' +
      'older checkpoint sees by it that no record before was changed, removed or added since.',
  })
  @ApiOkResponse({ type: AuditConsistencyAnswer })
  async consistency(
    @CurrentCaller() caller: Caller,
    @Query() { from, to }: AuditConsistencyQuery,
  ): Promise<AuditConsistencyAnswer> {
    return consistencyAnswer(await this.log.consistency(caller, Number(from), to === undefined ? null : Number(to)));
  }
}
