"""The numbers behind the discs: levels, months, sectors, colours and the picture in words."""
