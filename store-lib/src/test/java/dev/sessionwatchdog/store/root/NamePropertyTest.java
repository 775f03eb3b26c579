package dev.sessionwatchdog.store.root;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class NamePropertyTest {

    @Property
    void a_legal_name_is_one_element_that_fits(@ForAll String text) {
        Name.parse(text)
                .ifPresent(name -> {
                    assertThat(name.value()).isEqualTo(text).doesNotContain("/", "\0");
                    assertThat(text).isNotIn("", ".", "..");
                    assertThat(text.getBytes(StandardCharsets.UTF_8).length)
                            .isLessThanOrEqualTo(Name.MAX_BYTES);
                });
    }

    @Property
    void a_place_is_read_back_from_its_text(@ForAll List<String> texts) {
        List<Name> names = texts.stream().flatMap(it -> Name.parse(it).stream()).toList();
        String text = names.stream().map(Name::value).collect(Collectors.joining("/"));
        assertThat(Place.of(text)).isEqualTo(new Place(names));
    }

    @Property
    void a_temp_name_fits_whatever_the_name(@ForAll String text) {
        Name.parse(text)
                .ifPresent(name ->
                        assertThat(TempName.beside(name).value()).startsWith(".").endsWith(".new"));
    }
}
