"""What a school tells its authority: long illness, long absence, part-time timetables, children not back from leave."""
