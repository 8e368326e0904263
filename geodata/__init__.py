"""Where things are: coordinates, the study area, the gazetteer, and text turned into locations."""
