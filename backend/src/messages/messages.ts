import type { OnceDeps } from '../http/appDeps.ts';
import type { Capability } from '../leads/capability.ts';
import { createMessages, type MessagesDeps } from './createMessages.ts';
import { messageJobKind } from './jobs/messageJobKind.ts';
import { messageRoutes } from './messageRoutes.ts';
import { messageTemplateRoutes } from './saved/messageTemplateRoutes.ts';

/** Messages: templates, previews, and jobs that write messages. */
export function messages(deps: MessagesDeps & OnceDeps): Capability {
  const created = createMessages(deps);
  return {
    routes: [...messageRoutes({ ...deps, messages: created }), ...messageTemplateRoutes(deps)],
    jobKinds: [messageJobKind(deps)],
    housekeeping: async () => created.warmUp(),
  };
}
