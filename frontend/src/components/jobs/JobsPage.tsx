import { Container, ScrollArea, Title } from '@mantine/core';
import { JobsList } from './JobsList.tsx';

/** All jobs on a page of their own. */
export const JobsPage = () => (
  <ScrollArea flex={1}>
    <Container size="sm" py="md">
      <Title order={1} size="h4" mb="sm">
        Jobs
      </Title>
      <JobsList />
    </Container>
  </ScrollArea>
);
