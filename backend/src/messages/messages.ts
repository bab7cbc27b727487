import type {
  GenerateMessages,
  Job,
  LeadSet,
  MessageEstimate,
  MessagePreview,
  MessagePreviewRequest,
  TemplateField,
} from '@tinygenesy/contract';

/** Makes messages of templates. What names a saved template throws AppError not_found when there is none. */
export interface Messages {
  /** What a template may name, those of every lead first. */
  fields(): Promise<TemplateField[]>;
  preview(request: MessagePreviewRequest): Promise<MessagePreview>;
  estimate(request: GenerateMessages): Promise<MessageEstimate>;
  /** @throws AppError invalid with every error of the template */
  generate(request: GenerateMessages): Promise<Job>;
  /** How many messages of a set are outdated. */
  countOutdated(set: LeadSet): Promise<number>;
  /** Makes those again from what they were made from. */
  regenerate(set: LeadSet): Promise<Job>;
}
