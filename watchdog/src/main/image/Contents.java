import java.io.IOException;
import java.util.Optional;

/// What every package holds beside the image, made once.
record Contents(Licences licences, Optional<String> sbom, Manual manual) {

    static Contents of(Release release) throws IOException, InterruptedException {
        return new Contents(Licences.of(release), Sbom.of(release), Manual.of(release));
    }
}
