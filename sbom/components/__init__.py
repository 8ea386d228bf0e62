"""What is inside: SBOMs as vendors delivered them, component by component, and where a component is used."""
