/** The largest JSON body: a hundred thousand ids fit. */
export const maxBodyBytes = 5 * 1024 * 1024;

/** Single addresses that one client may have checked in a minute. */
export const emailVerificationsAMinute = 60;
