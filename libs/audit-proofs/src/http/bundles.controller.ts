import { Readable } from 'node:stream';
import { Body, Controller, HttpCode, Post, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AnswersUpTo, Costs, CurrentCaller, Problems, RequirePermission, WorksWhenFull } from '#access';
import type { Caller } from '#kernel';
import { AuditBundles } from '../application/reading/audit-bundles.js';
import { AuditBundleRequest } from './dto/proofs.requests.js';
import { bytesContent, TAR_TYPE } from './media.js';

/** A bundle is made in parts of at most 256 records. */
const PART_BYTES = 1_048_576;

@ApiTags('Audit')
@Controller('audit/bundles')
export class AuditBundlesController {
  constructor(private readonly bundles: AuditBundles) {}

  @Post()
  @HttpCode(200)
  @Costs(100)
  @AnswersUpTo(PART_BYTES)
  @WorksWhenFull()
  @RequirePermission('audit:read')
  @Problems('conflict')
  @ApiOperation({
    summary: 'Export a bundle that proves the audit',
    description:
      'Streams a tar with all that a verifier needs: leaves, tiles, checkpoints and keys. `coffer audit verify` checks it ' +
      'without a server, and so do tools of others. The last file is `checkpoint`: if it is there, the bundle is whole. If it ' +
      'cannot be finished, the last file is `INCOMPLETE`, which says why, and the connection breaks. 409 `conflict` while no checkpoint covers anything of it.',
  })
  @ApiOkResponse(bytesContent('The bundle: a tar (POSIX ustar).', TAR_TYPE))
  async export(@CurrentCaller() caller: Caller, @Body() body: AuditBundleRequest): Promise<StreamableFile> {
    const { from_seq: fromSeq, to_seq: toSeq, personal } = body;
    const chunks = await this.bundles.stream(caller, {
      personal,
      ...(fromSeq !== undefined && { fromSeq }),
      ...(toSeq !== undefined && { toSeq }),
    });
    return new StreamableFile(Readable.from(chunks, { objectMode: false }), {
      type: TAR_TYPE,
      disposition: 'attachment; filename="audit-bundle.tar"',
    });
  }
}
