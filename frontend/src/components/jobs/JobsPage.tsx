import { Container, ScrollArea, Title } from '@mantine/core';
import { JobsList } from './JobsList.tsx';

/** Page with all jobs. */
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
