package dev.sessionwatchdog.store.root;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DescriptorBudgetTest {

    @Test
    void gives_out_no_more_than_there_are_and_takes_them_back() {
        DescriptorBudget budget = new DescriptorBudget(2);
        assertThat(budget.take()).isTrue();
        assertThat(budget.take()).isTrue();
        assertThat(budget.take()).isFalse();
        budget.giveBack(1);
        assertThat(budget.take()).isTrue();
        assertThat(budget.take()).isFalse();
    }
}
