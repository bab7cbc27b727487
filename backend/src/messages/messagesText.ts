import type { LeadSet } from '@tinygenesy/contract';
import { type Database, Prisma } from '../db/database.ts';
import { where } from '../leads/list/leadFilter.ts';
import { setConditions } from '../leads/list/leadSet.ts';

/** The limit of an export as text. The CSV export has none. */
const mostMessages = 10_000;
const pageSize = 250;
const betweenMessages = '\n\n----\n\n';

/** Streams the messages of a set as one text, newest lead first, each below its recipient. */
export async function* messagesText(database: Database, set: LeadSet): AsyncGenerator<string> {
  const conditions = [...setConditions(database.dialect, set), Prisma.sql`"Lead"."message" IS NOT NULL`];
  let before: number | null = null;
  for (let written = 0; written < mostMessages; written += pageSize) {
    const page: Prisma.Sql[] = before === null ? conditions : [...conditions, Prisma.sql`"Lead"."id" < ${before}`];
    const leads = await database.scan<AddressedLead>(
      Prisma.sql`SELECT "id", "firstName", "lastName", "email", "message" FROM "Lead" ${where(page)}
        ORDER BY "Lead"."id" DESC LIMIT ${pageSize}`,
    );
    const last = leads.at(-1);
    if (last === undefined) return;
    yield (before === null ? '' : betweenMessages) + leads.map(messageBlock).join(betweenMessages);
    before = Number(last.id);
    if (leads.length < pageSize) return;
  }
  yield `${betweenMessages}These are the first ${mostMessages} messages. Export the leads as CSV to get all.`;
}

interface AddressedLead {
  id: number | bigint;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  message: string;
}

function messageBlock({ id, firstName, lastName, email, message }: AddressedLead): string {
  const name = [firstName, lastName].filter((part) => part !== null).join(' ');
  const address = email === null ? null : name === '' ? email : `<${email}>`;
  const whom = [name, address].filter((part) => part !== null && part !== '').join(' ');
  return `${whom === '' ? `Lead ${id}` : whom}\n\n${message}`;
}
