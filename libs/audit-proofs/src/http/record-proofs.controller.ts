import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiParam, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { Costs, CurrentCaller, type HeaderSink, Problems, RequirePermission } from '#access';
import type { Caller } from '#kernel';
import { RecordProofs } from '../application/reading/record-proofs.js';
import { EXAMPLE_PROOF_FILE } from './dto/examples.js';
import { AuditProofAnswer } from './dto/proofs.answers.js';
import { AuditProofQuery } from './dto/proofs.requests.js';
import { TEXT_TYPE } from './media.js';
import { proofAnswer, proofFile } from './proofs.presenter.js';
import { wantsText } from './wanted-text.js';

/** A number of the log. 15 digits stay below the largest exact integer. */
const SEQ = /^[1-9]\d{0,14}$/;

@ApiTags('Audit')
@ApiExtraModels(AuditProofAnswer)
@Controller('audit/logs')
export class AuditRecordProofsController {
  constructor(private readonly proofs: RecordProofs) {}

  @Get(':seq/proof')
  @Costs(5)
  @RequirePermission('audit:read')
  @Problems('no_checkpoint', 'not_included_yet', 'record_archived')
  @ApiParam({ name: 'seq', type: 'integer', description: 'The number of the record.', example: 1 })
  @ApiOperation({
    summary: 'Prove that a record is in the audit',
    description:
      'An inclusion proof (RFC 9162, section 2.1.3) with the leaf and the checkpoint that it leads to. With ' +
      '`Accept: text/plain` it is a file (C2SP tlog-proof, `.tlog-proof`) for verifiers that know nothing of Coffer. A new ' +
      'record is covered by the next checkpoint, some seconds later: until then 404 `not_included_yet`, or `wait`. At most 4 ' +
      'requests of one account wait at the same time.',
  })
  @ApiOkResponse({
    description: 'The proof.',
    content: {
      'application/json': { schema: { $ref: getSchemaPath(AuditProofAnswer) } },
      'text/plain': { schema: { type: 'string' }, example: EXAMPLE_PROOF_FILE },
    },
  })
  async prove(
    @CurrentCaller() caller: Caller,
    @Param('seq') seq: string,
    @Query() { size, wait = '0s' }: AuditProofQuery,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<AuditProofAnswer | string> {
    const isFile = wantsText(accept);
    const proof = await this.proofs.of(caller, SEQ.test(seq) ? Number(seq) : null, {
      size: size === undefined ? null : Number(size),
      waitMs: Number.parseInt(wait, 10) * 1_000,
      needsCheckpoint: isFile,
    });
    reply.header('vary', 'Accept');
    if (proof.checkpoint === null || !isFile) return proofAnswer(proof);
    reply.header('content-type', TEXT_TYPE);
    return proofFile(proof, proof.checkpoint);
  }
}
