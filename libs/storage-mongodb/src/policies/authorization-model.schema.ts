import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { DocumentRow, STRICT } from '../engine/document.schema.js';

@Schema({ ...STRICT, collection: 'authorization_models' })
export class AuthorizationModelRow extends DocumentRow {
  /**
   * JSON of roles, policies and administrators. As text it has the size that the domain bounds; as BSON, whose arrays
   * name each of their items, 8 MiB of short strings could pass the server's 16 MiB for a document.
   */
  @Prop({ type: String, required: true })
  content!: string;
}

export const AuthorizationModelSchema = SchemaFactory.createForClass(AuthorizationModelRow);
