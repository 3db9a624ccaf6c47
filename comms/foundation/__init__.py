"""The ground floor: what every other room stands on and none of it knows about families or letters."""
