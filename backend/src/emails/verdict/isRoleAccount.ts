/** Local parts of role addresses (RFC 2142, and others that companies use). */
const roles: ReadonlySet<string> = new Set(
  `abuse accounting accounts admin administrator all billing booking bookings buchhaltung careers compras contact
   contacto contact-us contactus customerservice dev devnull direccion dns donotreply do-not-reply enquiries everyone
   feedback finance ftp hello help helpdesk hola hostmaster hr info information inquiries investors invoice invoices
   it jobs kontakt kundenservice legal list list-request mail mailer-daemon marketing media news newsletter no-reply
   nobody noc noreply office order orders postmaster press privacy recepcion reception recruiting recruitment
   registrar reservations root sales security service services shop staff subscribe support sysadmin team tech
   undisclosed-recipients unsubscribe usenet uucp vendas ventas webmaster welcome www`.split(/\s+/u),
);

/** Returns whether a local part is a role's. @param local in lower case; a tag after a plus is ignored */
export const isRoleAccount = (local: string): boolean => roles.has(local.split('+', 1)[0] ?? '');
