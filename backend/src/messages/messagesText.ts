import type { LeadSet } from '@tinygenesy/contract';
import { type Database, Prisma } from '../db/database.ts';
import { where } from '../leads/list/leadFilter.ts';
import { setConditions } from '../leads/list/leadSet.ts';

/** More than these nobody pastes anywhere; the CSV has all. */
const mostMessages = 10_000;
const pageSize = 250;
const betweenMessages = '\n\n----\n\n';

/** The messages of a set as one text to paste, the newest lead first, each below whom it is for; piece by piece. */
export async function* messagesText(database: Database, set: LeadSet): AsyncGenerator<string> {
  const conditions = [...setConditions(database.dialect, set), Prisma.sql`"Lead"."message" IS NOT NULL`];
  let before: number | null = null;
  for (let told = 0; told < mostMessages; told += pageSize) {
    const page: Prisma.Sql[] = before === null ? conditions : [...conditions, Prisma.sql`"Lead"."id" < ${before}`];
    const leads = await database.scan<ToldLead>(
      Prisma.sql`SELECT "id", "firstName", "lastName", "email", "message" FROM "Lead" ${where(page)}
        ORDER BY "Lead"."id" DESC LIMIT ${pageSize}`,
    );
    const last = leads.at(-1);
    if (last === undefined) return;
    yield (before === null ? '' : betweenMessages) + leads.map(toldMessage).join(betweenMessages);
    before = Number(last.id);
    if (leads.length < pageSize) return;
  }
  yield `${betweenMessages}These are the first ${mostMessages} messages. Export the leads as CSV for all of them.`;
}

interface ToldLead {
  id: number | bigint;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  message: string;
}

function toldMessage({ id, firstName, lastName, email, message }: ToldLead): string {
  const name = [firstName, lastName].filter((part) => part !== null).join(' ');
  const address = email === null ? null : name === '' ? email : `<${email}>`;
  const whom = [name, address].filter((part) => part !== null && part !== '').join(' ');
  return `${whom === '' ? `Lead ${id}` : whom}\n\n${message}`;
}
